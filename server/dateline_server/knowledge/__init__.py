"""What Dateline knows before it reads: tables as data files, one loader each."""
