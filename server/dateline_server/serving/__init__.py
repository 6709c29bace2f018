"""Processes, not features.

`server` puts a server together: every service over one store, behind one gate, on its ports. It runs in a process of its
own (`process`, of which `supervisor` keeps several), where `workers` read in processes of theirs; or inside a process that
does something else (`embedded`).
"""
