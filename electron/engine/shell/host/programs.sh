# Prints "missing-PROGRAM yes" for each program that the host lacks.
# Takes: programs
for hp_x in $hp_programs; do command -v "$hp_x" >/dev/null 2>&1 || echo "missing-$hp_x yes"; done
