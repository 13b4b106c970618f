# Days and times, by the patient's own clock.
times-today = today { $clock }
times-yesterday = yesterday { $clock }
times-tomorrow = tomorrow { $clock }
times-date = { $weekday } { $day } { $month }, { $clock }
times-unknown = at a time that we can't tell
times-weekday = { $weekday ->
    [1] Mon
    [2] Tue
    [3] Wed
    [4] Thu
    [5] Fri
    [6] Sat
   *[7] Sun
}
times-month = { $month ->
    [1] Jan
    [2] Feb
    [3] Mar
    [4] Apr
    [5] May
    [6] Jun
    [7] Jul
    [8] Aug
    [9] Sep
    [10] Oct
    [11] Nov
   *[12] Dec
}
