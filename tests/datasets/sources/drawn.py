"""Small feeds and networks, drawn by hand, and what to assume with them."""

from orta.datasets.sources import Assumptions

ASSUMED = Assumptions(
    countries=(("", "KZ"), ("B", "AZ")), usd_per_km={"": 1.0}, g_co2e_per_tkm={"": 30.0}
)

# Two stations with three platforms; a train each weekday, a ferry that fills.
FEED = {
    "agency.txt": """\
agency_id,agency_name,agency_url,agency_timezone
R,Railway,https://example.org/,Asia/Almaty
""",
    "stops.txt": """\
stop_id,stop_name,stop_lat,stop_lon,location_type,parent_station
A,Aktau,43.60,51.22,1,
A:1,Aktau 1,,,0,A
A:2,Aktau 2,,,0,A
M,Mangystau,43.69,51.31,0,
N,Beineu,45.32,55.20,0,
B,Alat,39.98,49.42,0,
""",
    "routes.txt": """\
route_id,agency_id,route_short_name,route_long_name,route_type
T,R,T1,Beineu train,2
F,R,,Caspian ferry,4
P,R,,Plane,1100
""",
    "trips.txt": """\
route_id,service_id,trip_id,trip_headsign
T,MOFR,t1,Beineu
T,SA,t2,Beineu
T,MOFR,t3,Beineu
F,DAILY,f1,Alat
P,DAILY,p1,Alat
""",
    "stop_times.txt": """\
trip_id,arrival_time,departure_time,stop_id,stop_sequence
t1,06:00:00,06:00:00,A:1,1
t1,,,M,2
t1,12:00:00,12:00:00,N,3
t2,06:00:00,06:00:00,A:2,1
t2,,,M,2
t2,12:00:00,12:00:00,N,3
t3,25:30:00,25:30:00,A:1,1
t3,26:30:00,27:00:00,M,2
t3,33:00:00,33:00:00,N,3
f1,00:00:00,00:00:00,A,1
f1,20:00:00,20:00:00,B,2
p1,00:00:00,00:00:00,A,1
p1,01:00:00,01:00:00,B,2
""",
    "calendar.txt": """\
service_id,monday,tuesday,wednesday,thursday,friday,saturday,sunday,start_date,end_date
MOFR,1,1,1,1,1,0,0,20260105,20260201
SA,0,0,0,0,0,1,0,20260105,20260201
DAILY,1,1,1,1,1,1,1,20260105,20260201
""",
    "frequencies.txt": """\
trip_id,start_time,end_time,headway_secs,exact_times
f1,00:00:00,24:00:00,83421,0
""",
    "fill_and_go.txt": """\
trip_id,fleet_id,min_load,load_unit,max_wait_secs,arrival_per_day,vessel_count,vessel_capacity,rotation_secs
f1,fleet,112,teu,604800,116,6,225,302400
""",
}

# Three nodes; a railway in miles, a road both ways, a footpath.
NETWORK = {
    "config.csv": """\
dataset_name,short_length,long_length,speed,crs
Drawn,m,mi,mph,EPSG:4326
""",
    "node.csv": """\
node_id,name,x_coord,y_coord,node_type,zone_id
1,Beineu,55.20,45.32,yard,
2,Aktau,51.22,43.60,Port,7
3,,51.31,43.69,intersection,
9,Nowhere,50,50,,
""",
    "use_group.csv": """\
use_group,uses
MOTOR,"auto,truck"
""",
    "link.csv": """\
link_id,from_node_id,to_node_id,directed,length,free_speed,lanes,allowed_uses
r1,1,2,0,250,20,1,rail
s1,2,3,true,8,40,2,MOTOR
s2,3,2,true,,30,2,truck
w1,2,3,false,8,3,,walk
z1,3,3,false,8,3,,truck
""",
}


def put(folder, files):
    """The files in a new folder."""
    folder.mkdir()
    for name, text in files.items():
        (folder / name).write_text(text, encoding="utf-8")
    return folder


def with_row(files, name, old, new):
    """The files with one text of one of them replaced."""
    assert old in files[name]
    return {**files, name: files[name].replace(old, new)}
