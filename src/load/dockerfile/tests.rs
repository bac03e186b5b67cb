//! Tests of the Dockerfile parser.
