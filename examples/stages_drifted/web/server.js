// The site; here only so that the build context holds what the Dockerfile copies.
