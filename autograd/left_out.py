"""Names of other engines that are not here, each with what to use in its place."""

ELSEWHERE = {
    "elementwise_grad": "grad(lambda x: np.sum(f(x))) gives the derivative of each entry",
    "jacobian": "np.stack([grad(lambda x: f(x)[i])(x) for i in range(n)]) has a row for each output",
    "hessian_vector_product": "grad(lambda x: np.sum(grad(f)(x) * v))(x)",
    "make_vjp": "J.backward(seed) takes the upstream gradient",
    "make_jvp": "grad gives derivatives from the output backward",
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
