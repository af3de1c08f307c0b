"""The music: instruments, a score that is a loop, and one function a bed."""
