# Días y horas, según el reloj del propio paciente.
times-today = hoy a las { $clock }
times-yesterday = ayer a las { $clock }
times-tomorrow = mañana a las { $clock }
times-date = { $weekday }, { $day } { $month }, { $clock }
times-unknown = a una hora que no sabemos
times-weekday = { $weekday ->
    [1] lun
    [2] mar
    [3] mié
    [4] jue
    [5] vie
    [6] sáb
   *[7] dom
}
times-month = { $month ->
    [1] ene
    [2] feb
    [3] mar
    [4] abr
    [5] may
    [6] jun
    [7] jul
    [8] ago
    [9] sept
    [10] oct
    [11] nov
   *[12] dic
}
