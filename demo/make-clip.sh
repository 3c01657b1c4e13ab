#!/usr/bin/env bash
# Makes demo/clip.webm: four slow camera moves over freely licensed photographs (credits: demo/CREDITS.md).
# Needs Debian's ffmpeg and the packages lomiri-wallpapers-16.04 and python3-skimage, which carry the photographs.
# usage: demo/make-clip.sh [ROOT]     ROOT: where the packages are unpacked, / by default
set -euo pipefail
root=${1:-/}
photos=$root/usr/share/backgrounds
samples=$root/usr/lib/python3/dist-packages/skimage/data
here=$(cd "$(dirname "$0")" && pwd)
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT

# shot NUMBER PHOTO CROP X Y ZOOM: CROP is the 16:9 part used; the moves are in zoompan's terms (on = frame number).
# The photo is blown up first, because zoompan moves by whole pixels.
shot() {
  ffmpeg -v error -y -i "$2" -vf "crop=$3,scale=5120:2880:flags=lanczos,setsar=1,
    zoompan=z='$6':x='$4':y='$5':d=96:s=1280x720:fps=30,scale=640:360:flags=area,format=yuv420p" \
    -c:v ffv1 "$work/$1.mkv"
  echo "file '$work/$1.mkv'" >>"$work/list"
}
shot 1 "$samples/astronaut.png" 500:281:6:0 '(iw-iw/zoom)*(0.40+0.10*on/95)' '(ih-ih/zoom)*0.12' '1.25+0.25*on/95'
shot 2 "$photos/picosdeeuropa_by_Aitzol_Berasategi.jpg" 3264:1836:0:300 '(iw-iw/zoom)*on/95' '(ih-ih/zoom)*0.3' '1.25'
shot 3 "$photos/friends_by_Aitzol_Berasategi.jpg" 1600:900:400:520 '(iw-iw/zoom)*0.45' '(ih-ih/zoom)*(0.15+0.4*on/95)' '1.5-0.2*on/95'
shot 4 "$samples/chelsea.png" 451:254:0:40 '(iw-iw/zoom)*(0.5-0.3*on/95)' '(ih-ih/zoom)*0.5' '1.05+0.2*on/95'
ffmpeg -v error -y -f concat -safe 0 -i "$work/list" -c:v libvpx-vp9 -b:v 800k -pass 1 -passlogfile "$work/log" -f null -
ffmpeg -v error -y -f concat -safe 0 -i "$work/list" -c:v libvpx-vp9 -b:v 800k -pass 2 -passlogfile "$work/log" \
  -row-mt 1 -g 60 -colorspace bt709 -color_primaries bt709 -color_trc bt709 -color_range tv "$here/clip.webm"
ls -l "$here/clip.webm"
