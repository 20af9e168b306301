# In front of a job of another user: looks whether the gate is there, where that user may see it.
# Takes: gate
if [ -x "${hp_gate%/*}" ] && [ ! -d "$hp_gate" ]; then
  . ./lease/gone.sh
fi
unset hp_gate
