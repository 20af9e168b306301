# Part: the gate is not there any more.
echo "the lease of this run on this host is gone: another program has taken the host over, or has ended the run" >&2
exit 97
