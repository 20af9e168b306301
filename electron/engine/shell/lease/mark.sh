# In front of a job of the user who logs in: notes that it begins, or ends the shell.
. ./lease/make-mark.sh
unset hp_mark
