# How to measure, on a page of its own for each kind of monitor.
how-link = How
how-link-what = : { $task }
how-title = { $kind ->
    [pressure] How to measure your blood pressure
    [oxygen] How to measure your oxygen
    [pulse] How to measure your pulse
    [temperature] How to measure your temperature
    [weight] How to weigh yourself
    [sugar] How to measure your sugar
   *[breathing] How to count your breaths
}
how-rest = Sit down and rest for 5 minutes first.
how-pressure-1 = Lean back. Put both feet flat on the floor. Do not cross your legs.
how-pressure-2 = Put the cuff on your bare arm, just above the elbow.
how-pressure-3 = Rest your arm on a table, as high as your heart.
how-pressure-4 = Press start. Do not talk or move until it is done.
how-oxygen-1 = Warm your hand. Take off nail polish.
how-oxygen-2 = Put one finger in the clip, nail up.
how-oxygen-3 = Hold your hand still. Wait until the number stays the same.
how-pulse-1 = Put on your cuff, your finger clip or your chest belt.
how-pulse-2 = Sit still for one minute. Do not talk.
how-temperature-1 = Wait 20 minutes after food, a hot drink or a bath.
how-temperature-2 = Measure at the same place each time: mouth, ear or armpit.
how-temperature-3 = Keep still until it beeps.
how-weight-1 = Use the scale in the morning, before you eat. Go to the toilet first.
how-weight-2 = Put the scale on a hard floor.
how-weight-3 = Take off your shoes and heavy clothes.
how-weight-4 = Stand still until the number stays the same.
how-sugar-1 = Wash your hands with warm water. Dry them well.
how-sugar-2 = Put a new strip in the meter.
how-sugar-3 = Prick the side of your finger with a new needle.
how-sugar-4 = Touch the drop with the strip. Wait for the number.
how-breathing-1 = Look at a clock. Count your breaths for one minute.
how-breathing-2 = In and out is one breath. Breathe as you always do.
how-sends = Your monitor sends the number by itself. This can take a few minutes.
how-type = Nothing was sent? Type it in
how-type-hint = Type what you see now.
how-field = { $sign } ({ $unit })
how-wrong = This number can not be right. Please look again.
how-too-late = You measured this too long ago for us to use it. Please measure again.
