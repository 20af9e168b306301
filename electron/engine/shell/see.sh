# Looks at the note of the machine, changes nothing.
. ./find.sh
. ./tell.sh
echo 'lease seen'
