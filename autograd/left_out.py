"""Names of other engines that are not here, each with what to use in its place."""

ELSEWHERE = {
    "hessian_vector_product": "hvp(f, x, v)",
    "hessian_tensor_product": "hvp(f, x, v)",
    "make_hvp": "hvp(f, x, v)",
    "make_vjp": "vjp(f, x) returns f(x) and the function that pulls a gradient back",
    "make_jvp": "jvp(f, x, t) returns f(x) and its derivative along t",
    "multigrad_dict": "grad takes dicts of arrays as they are",
    "holomorphic_grad": "numbers here are real",
    "primitive": "an operation of your own is a row of the table: autograd/README.md",
    "extend": "an operation of your own is a row of the table: autograd/README.md",
    "defvjp": "an operation of your own is a row of the table: autograd/README.md",
    "misc": "nn.optimizers has Adam and others, and grad takes nests of arrays as they are",
    "scipy": "the functions of scipy are no rows of the table; autograd/README.md says how to add one",
    "engine": "from autograd import Value",
    "Function": "an operation of your own is a row of the table: autograd/README.md",
    "no_grad": "node.data is a plain number or array",
}
