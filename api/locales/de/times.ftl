# Tage und Zeiten nach der Uhr der Patientin oder des Patienten.
times-today = heute { $clock }
times-yesterday = gestern { $clock }
times-tomorrow = morgen { $clock }
times-date = { $weekday }, { $day }. { $month }, { $clock }
times-unknown = zu einer Zeit, die wir nicht wissen
times-weekday = { $weekday ->
    [1] Mo.
    [2] Di.
    [3] Mi.
    [4] Do.
    [5] Fr.
    [6] Sa.
   *[7] So.
}
times-month = { $month ->
    [1] Jan.
    [2] Feb.
    [3] März
    [4] Apr.
    [5] Mai
    [6] Juni
    [7] Juli
    [8] Aug.
    [9] Sept.
    [10] Okt.
    [11] Nov.
   *[12] Dez.
}
