def find_conflict(p):
    raise NotImplementedError
