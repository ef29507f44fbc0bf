"""Runs an engine's module for as long as somebody holds the other end of its stdin, however that one dies."""

import os
import runpy
import sys
import threading


def end_with_the_parent():
    while os.read(0, 1024):
        pass
    os._exit(0)


threading.Thread(target=end_with_the_parent, daemon=True).start()
sys.argv = sys.argv[1:]
runpy.run_module(sys.argv[0], run_name="__main__", alter_sys=True)
