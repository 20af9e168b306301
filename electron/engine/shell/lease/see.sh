# Looks at the note of the machine, changes nothing.
. ./lease/find.sh
. ./lease/tell.sh
echo 'lease seen'
