"""The `project` process of a pod: keeps Vite running and runs commands in a sandbox, asked over a Unix socket."""
