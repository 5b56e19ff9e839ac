def greeting():
    return "from the layer"
