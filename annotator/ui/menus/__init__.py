"""Every action of the window as data, a module an area."""
