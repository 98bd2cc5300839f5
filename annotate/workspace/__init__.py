"""What a project does with its store and label set, for the command line, the server and the app alike."""
