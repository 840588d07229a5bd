using System.Globalization;

namespace Pipeline3D.Torch.Modules;

/// <summary>Steps along the gradient, with momentum on wish, in the order of PyTorch's operations.</summary>
public sealed class SGD : torch.optim.Optimizer
{
    private readonly double _momentum, _dampening, _decay;
    private readonly bool _nesterov, _maximize;
    private readonly torch.Tensor?[] _velocity;

    internal SGD(IEnumerable<Parameter> parameters, double lr, double momentum, double dampening, double weight_decay,
        bool nesterov, bool maximize) : base(parameters, lr)
    {
        (_momentum, _dampening, _decay, _nesterov, _maximize) = (momentum, dampening, weight_decay, nesterov, maximize);
        _velocity = new torch.Tensor?[Parameters.Count];
    }

    /// <inheritdoc/>
    public override Dictionary<string, torch.Tensor> get_state()
    {
        var state = new Dictionary<string, torch.Tensor>(StringComparer.Ordinal);
        for (int i = 0; i < _velocity.Length; i++)
            if (_velocity[i] is { } velocity)
                state[string.Create(CultureInfo.InvariantCulture, $"{i}.momentum_buffer")] = velocity;
        return state;
    }

    /// <inheritdoc/>
    public override void set_state(IReadOnlyDictionary<string, torch.Tensor> state)
    {
        foreach ((string key, torch.Tensor tensor) in state)
        {
            string[] parts = key.Split('.', 2);
            if (parts is not [_, "momentum_buffer"]
                || !int.TryParse(parts[0], NumberStyles.None, CultureInfo.InvariantCulture, out int i)
                || i >= Parameters.Count || !tensor.shape.AsSpan().SequenceEqual(Parameters[i].shape))
                throw new ArgumentException($"'{key}' {tensor.Summary} is no state of this SGD", nameof(state));
            _velocity[i]?.Dispose();
            _velocity[i] = Kept(tensor.detach().clone());
        }
    }

    /// <inheritdoc/>
    protected override void Dispose(bool disposing)
    {
        foreach (torch.Tensor? velocity in _velocity)
            velocity?.Dispose();
    }

    private protected override void Step(int index, Parameter parameter, torch.Tensor gradient)
    {
        if (_maximize)
            gradient = gradient.neg();
        if (_decay != 0)
            gradient = gradient.add(parameter, _decay);
        if (_momentum != 0)
        {
            if (_velocity[index] is { } velocity)
                velocity.mul_(_momentum).add_(gradient, 1 - _dampening);
            else
                velocity = _velocity[index] = Kept(gradient.detach().clone());
            gradient = _nesterov ? gradient.add(velocity, _momentum) : velocity;
        }
        parameter.add_(gradient, -LearningRate);
    }
}
