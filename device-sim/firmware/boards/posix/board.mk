# A Linux program: the same client over UDP or a tty
BUILDS_PROGRAM := yes
