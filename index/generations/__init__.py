"""Generations: complete builds of the index side by side, their manifests, the pointer to the live one."""
