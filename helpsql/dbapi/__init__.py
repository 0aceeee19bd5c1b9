"""PEP 249 over the engine: connections, cursors, rows, parameters. `import helpsql` gives its names."""
