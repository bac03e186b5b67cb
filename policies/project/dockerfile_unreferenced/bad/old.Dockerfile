# expect: project/dockerfile-unreferenced
FROM debian:11
