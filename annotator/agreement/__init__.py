"""How far people agree: their tags paired, counted and measured. Standard library only; numbers in, numbers out."""
