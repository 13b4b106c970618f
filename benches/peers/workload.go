// The workload's job in Go, with its standard library alone, as somebody would write it who has an
// afternoon: a peer to measure beside. Durable nowhere.
//
//	go build -o /tmp/workload-go benches/peers/workload.go && /tmp/workload-go msgs.jsonl DIR
//
// The workload's checker reads DIR.
package main

import (
	"bufio"
	"bytes"
	"encoding/json"
	"fmt"
	"math"
	"os"
	"path/filepath"
	"slices"
	"strconv"
	"syscall"
	"time"
)

// A message as it is sent. What may be missing is a pointer.
type message struct {
	Pid *string    `json:"pid"`
	Dev *string    `json:"dev"`
	Seq *int64     `json:"seq"`
	R   *[]reading `json:"r"`
}

type reading struct {
	C string `json:"c"`
	T int64  `json:"t"`
	// One that is no number spoils this reading only.
	V json.RawMessage `json:"v"`
}

// The values of a code that count, inclusive, and its place among the scored signs, or -1.
type code struct {
	least, most float64
	sign        int
}

var codes = map[string]code{
	"RR":    {2, 80, 0},
	"SPO2":  {40, 100, 1},
	"O2":    {0, 1, 2},
	"SBP":   {40, 300, 3},
	"HR":    {20, 300, 4},
	"ACVPU": {0, 4, 5},
	"TEMP":  {25, 45, 6},
	"DBP":   {20, 200, -1},
	"WT":    {1, 400, -1},
	"GLU":   {10, 1000, -1},
}

const (
	scored = 7
	// Event times that count, ms since 1970: from 2020 until before 2030.
	earliest, latest = 1577836800000, 1893456000000
	// Numbers of a device that are remembered.
	window = 64
)

func points(sign int, v float64) uint8 {
	switch sign {
	case 0:
		return choose(v <= 8 || v >= 25, v >= 21, v <= 11)
	case 1:
		return choose(v <= 91, v <= 93, v <= 95)
	case 2:
		return choose(false, v >= 1, false)
	case 3:
		return choose(v <= 90 || v >= 220, v <= 100, v <= 110)
	case 4:
		return choose(v <= 40 || v >= 131, v >= 111, v <= 50 || v >= 91)
	case 5:
		return choose(v >= 1, false, false)
	default:
		return choose(v <= 35, v >= 39.1, v <= 36 || v >= 38.1)
	}
}

func choose(three, two, one bool) uint8 {
	switch {
	case three:
		return 3
	case two:
		return 2
	case one:
		return 1
	}
	return 0
}

type person struct {
	at     [scored]int64
	points [scored]uint8
	level  uint8
	stored int
}

func (p *person) sum() (sum int, level uint8) {
	for _, points := range p.points {
		sum += int(points)
		if points == 3 {
			level = 1
		}
	}
	if sum >= 7 {
		level = 3
	} else if sum >= 5 {
		level = 2
	}
	return sum, level
}

type device struct {
	newest int64
	seen   []int64
}

func (d *device) isNew(seq int64) bool {
	if d.newest > 0 && seq <= d.newest-window || slices.Contains(d.seen, seq) {
		return false
	}
	d.newest = max(d.newest, seq)
	d.seen = append(d.seen, seq)
	if len(d.seen) > window {
		d.seen = slices.DeleteFunc(d.seen, func(one int64) bool { return one <= d.newest-window })
	}
	return true
}

type job struct {
	people           map[string]*person
	devices          map[string]*device
	readings, alerts *bufio.Writer
	stored, raised   int
	line             []byte
}

func (j *job) take(text []byte) {
	var sent message
	if json.Unmarshal(text, &sent) != nil {
		return
	}
	if sent.Pid == nil || sent.Dev == nil || sent.Seq == nil || *sent.Seq < 1 || sent.R == nil {
		return
	}
	pid, dev, seq := *sent.Pid, *sent.Dev, *sent.Seq
	from := j.devices[dev]
	if from == nil {
		from = &device{}
		j.devices[dev] = from
	}
	if !from.isNew(seq) {
		return
	}
	who := j.people[pid]
	if who == nil {
		who = &person{}
		j.people[pid] = who
	}
	for place, r := range *sent.R {
		code, known := codes[r.C]
		v, err := strconv.ParseFloat(string(r.V), 64)
		if !known || err != nil || v < code.least || v > code.most || r.T < earliest || r.T >= latest {
			continue
		}
		line := append(j.line[:0], pid...)
		line = append(append(line, ','), dev...)
		line = strconv.AppendInt(append(line, ','), seq, 10)
		line = strconv.AppendInt(append(line, ','), int64(place), 10)
		line = append(append(line, ','), r.C...)
		line = strconv.AppendInt(append(line, ','), r.T, 10)
		line = append(append(append(line, ','), r.V...), '\n')
		j.line = line
		j.readings.Write(line)
		j.stored++
		who.stored++
		if code.sign < 0 || r.T <= who.at[code.sign] {
			continue
		}
		who.at[code.sign] = r.T
		who.points[code.sign] = points(code.sign, v)
		sum, level := who.sum()
		if level > who.level {
			fmt.Fprintf(j.alerts, "%s,%s,%d,%d,%d,%s,%d,%d\n", pid, dev, seq, place, r.T, r.C, level, sum)
			j.raised++
		}
		who.level = level
	}
}

func main() {
	if len(os.Args) != 3 {
		fmt.Fprintln(os.Stderr, "workload MESSAGES DIR")
		os.Exit(64)
	}
	text, err := os.ReadFile(os.Args[1])
	must(err)
	out := func(name string) (*os.File, *bufio.Writer) {
		file, err := os.Create(filepath.Join(os.Args[2], name))
		must(err)
		return file, bufio.NewWriterSize(file, 1<<16)
	}
	var files [3]*os.File
	j := &job{people: map[string]*person{}, devices: map[string]*device{}}
	files[0], j.readings = out("readings.csv")
	files[1], j.alerts = out("alerts.csv")
	start, cpu := time.Now(), cpuSeconds()
	for len(text) > 0 {
		line, rest, _ := bytes.Cut(text, []byte{'\n'})
		if len(line) > 0 {
			j.take(line)
		}
		text = rest
	}
	must(j.readings.Flush())
	must(j.alerts.Flush())
	var final *bufio.Writer
	files[2], final = out("final.csv")
	for pid, who := range j.people {
		if who.stored > 0 {
			sum, level := who.sum()
			fmt.Fprintf(final, "%s,%d,%d,%d\n", pid, sum, level, who.stored)
		}
	}
	must(final.Flush())
	for _, file := range files {
		must(file.Close())
	}
	report := map[string]any{
		"stored": j.stored, "alerts": j.raised, "proc_s": round(time.Since(start).Seconds()),
		"cpu_s": round(cpuSeconds() - cpu), "durable": false,
	}
	must(json.NewEncoder(os.Stdout).Encode(report))
}

func round(seconds float64) float64 {
	return math.Round(seconds*1000) / 1000
}

func cpuSeconds() float64 {
	var used syscall.Rusage
	must(syscall.Getrusage(syscall.RUSAGE_SELF, &used))
	return time.Duration(used.Utime.Nano() + used.Stime.Nano()).Seconds()
}

func must(err error) {
	if err != nil {
		fmt.Fprintln(os.Stderr, err)
		os.Exit(1)
	}
}
