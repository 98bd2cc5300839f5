"""What `make test` needs on a new machine: Node.js from a wheel, and a Chromium."""
