@echo off
rem Untested: no Windows machine was at hand when this was written.
rem Sets the program up in .venv and opens its window on the sample project; arguments are passed on to annotator.
rem Needs Python 3.11 or later from python.org, which brings the launcher "py".
setlocal
cd /d "%~dp0..\.."
if exist .venv\Scripts\annotator.exe goto start
py -3 -c "import sys; sys.exit(sys.version_info < (3, 11))"
if errorlevel 1 (
    echo Python 3.11 or later is needed: https://www.python.org/downloads/
    exit /b 1
)
py -3 -m venv .venv
if errorlevel 1 exit /b 1
.venv\Scripts\python -m pip install --disable-pip-version-check -e .
if errorlevel 1 exit /b 1
:start
if "%~1"=="" (
    .venv\Scripts\annotator --sample
) else (
    .venv\Scripts\annotator %*
)
