# Why a measurement was kept apart: what the journal keeps in English.
recorded-why-nobody-wears = nobody wears device { $device }
recorded-why-nobody-wore = nobody wore device { $device } as this user at that time
recorded-why-not-enrolled = nobody is enrolled as { $patient }
recorded-why-worn-by-other = device { $device } is worn by somebody else than { $patient }
recorded-why-no-clock = device { $device } does not know when it measured
recorded-why-days-away = device { $device } says it measured { $days } days from now
recorded-why-no-time = the reading has no time
recorded-why-not-measured = the monitor gave no { $sign }: { $why }
recorded-why-letter = consciousness { $letter } is not one of A C V P U
recorded-why-out-of-range = { $measured } is outside { $low } to { $high }
recorded-why-no-topic = the topic names no gateway
recorded-why-not-registered = gateway { $gateway } is not registered
recorded-why-shut-out = gateway { $gateway } was shut out by { $by }: { $reason }
recorded-why-json = gateway { $gateway } may not send JSON, which carries no authentication code
recorded-why-other-topic = frame of { $other } on the topic of { $gateway }
recorded-why-too-short = { $length } bytes are too short for a frame
recorded-why-no-mark = the first two bytes are not the mark of a frame
recorded-why-version = frame version { $version } is not known here
recorded-why-kind = byte 3 says kind { $found }, expected { $expected }
recorded-why-length = byte 4 declares a body of { $declared } bytes, which is over the limit or not what arrived ({ $length } bytes in all)
recorded-why-checksum = the checksum does not match
recorded-why-mac = the authentication code does not match
recorded-why-field = { $what } at byte { $at } is cut short or has no meaning
recorded-why-left-over = bytes are left over from byte { $at }

# Parts of these, and what was measured.
recorded-part-nan = not a number
recorded-part-nres = not at this resolution
recorded-part-above = above its range
recorded-part-below = below its range
recorded-part-reserved = a reserved code
recorded-part-absent = it did not send one
recorded-part-failed = { $sign }: the measurement failed
recorded-part-unresolved = { $sign }: not at this resolution
recorded-part-over = { $sign } above the sensor's range
recorded-part-under = { $sign } below the sensor's range
recorded-part-code = { $sign }: a code without a meaning
recorded-part-on-oxygen = on oxygen
recorded-part-on-air = on air
recorded-part-systolic-pressure = systolic pressure
recorded-part-systolic-pressure-value = systolic pressure { $value }
recorded-part-diastolic-pressure = diastolic pressure
recorded-part-diastolic-pressure-value = diastolic pressure { $value }
recorded-part-pressure = pressure
recorded-part-pressure-value = pressure { $value }
recorded-part-systolic = systolic
recorded-part-systolic-value = systolic { $value }
recorded-part-diastolic = diastolic
recorded-part-diastolic-value = diastolic { $value }
recorded-part-oxygen-saturation = oxygen saturation
recorded-part-oxygen-saturation-value = oxygen saturation { $value }
recorded-part-saturation = saturation
recorded-part-saturation-value = saturation { $value }
recorded-part-heart-rate = heart rate
recorded-part-heart-rate-value = heart rate { $value }
recorded-part-pulse = pulse
recorded-part-pulse-value = pulse { $value }
recorded-part-respiration = respiration
recorded-part-respiration-value = respiration { $value }
recorded-part-temperature = temperature
recorded-part-temperature-value = temperature { $value }
recorded-part-weight = weight
recorded-part-weight-value = weight { $value }
recorded-part-glucose = glucose
recorded-part-glucose-value = glucose { $value }
recorded-part-consciousness = consciousness
recorded-part-consciousness-value = consciousness { $value }

# What mends it.
recorded-mend-unknown-device = say who wore the device then, for a period or in the register, and replay it
recorded-mend-undatable = correct the device's clock for the time in which it was heard, or take the gateway's time, and replay it
recorded-mend-unknown-gateway = register the gateway if it is ours: it sends again by itself, and what came only once can be replayed
recorded-mend-not-authentic = see whether the gateway has its right key and certificate; once it is trusted again it sends again, and this can be replayed
recorded-mend-future-version = run a server that knows this version, and replay it
recorded-mend-no-value = nothing: no body has such a value; ask the person to measure again
recorded-mend-damaged = nothing: it was damaged on the way, and its gateway sends it again
recorded-mend-bad-message = mend the sender: this message can't be read
recorded-mend-bad-reading = mend the sender: this reading can't be read

# What is wrong in a rota, and what to do.
recorded-rota-empty = level { $level }: the shift of { $who } ends at or before its start
recorded-rota-overlap = level { $level }: { $who } and { $other } are both on call at { $at } ms
recorded-rota-layers = there are { $count } layers, and { $max } are the most
recorded-rota-later = let it end later
recorded-rota-begins = let one end where the other begins
recorded-rota-list = put the last people in `list`, which is asked in turn

# Who made rules decide.
recorded-approved = { $by }, approved by { $second }: { $reason }
recorded-came-with = { $program }, which came with them
