# Part: the gate is not there any more.
echo "holdpoint: lease-gone" >&2
exit 97
