using System.Globalization;

namespace Pipeline3D.Torch.Modules;

/// <summary>Adaptive moments (Kingma and Ba 2015), in the order of PyTorch's operations.</summary>
public class Adam : torch.optim.Optimizer
{
    private readonly double _beta1, _beta2, _eps, _decay;
    private readonly bool _amsgrad, _maximize, _decoupled;
    private readonly long[] _steps;
    private readonly torch.Tensor?[] _mean, _square, _largest;

    internal Adam(IEnumerable<Parameter> parameters, double lr, double beta1, double beta2, double eps, double weight_decay,
        bool amsgrad, bool maximize, bool decoupled) : base(parameters, lr)
    {
        (_beta1, _beta2, _eps, _decay) = (beta1, beta2, eps, weight_decay);
        (_amsgrad, _maximize, _decoupled) = (amsgrad, maximize, decoupled);
        int count = Parameters.Count;
        (_steps, _mean, _square, _largest) = (new long[count], new torch.Tensor?[count], new torch.Tensor?[count],
            new torch.Tensor?[count]);
    }

    /// <inheritdoc/>
    public override Dictionary<string, torch.Tensor> get_state()
    {
        var state = new Dictionary<string, torch.Tensor>(StringComparer.Ordinal);
        for (int i = 0; i < _steps.Length; i++)
            if (_mean[i] is { } mean)
            {
                string number = i.ToString(CultureInfo.InvariantCulture);
                state[$"{number}.step"] = torch.tensor(_steps[i]);
                state[$"{number}.exp_avg"] = mean;
                state[$"{number}.exp_avg_sq"] = _square[i]!;
                if (_largest[i] is { } largest)
                    state[$"{number}.max_exp_avg_sq"] = largest;
            }
        return state;
    }

    /// <inheritdoc/>
    public override void set_state(IReadOnlyDictionary<string, torch.Tensor> state)
    {
        foreach ((string key, torch.Tensor tensor) in state)
        {
            string[] parts = key.Split('.', 2);
            if (parts.Length != 2 || !int.TryParse(parts[0], NumberStyles.None, CultureInfo.InvariantCulture, out int i)
                || i >= Parameters.Count)
                throw new ArgumentException($"'{key}' is no state of an Adam with {Parameters.Count} parameters", nameof(state));
            if (parts[1] == "step")
            {
                _steps[i] = tensor.item<long>();
                continue;
            }
            torch.Tensor?[] target = parts[1] switch
            {
                "exp_avg" => _mean,
                "exp_avg_sq" => _square,
                "max_exp_avg_sq" => _largest,
                _ => throw new ArgumentException($"'{key}' is no state of Adam", nameof(state)),
            };
            if (!tensor.shape.AsSpan().SequenceEqual(Parameters[i].shape))
                throw new ArgumentException($"'{key}' is {tensor.Summary}, its parameter {Parameters[i].Summary}", nameof(state));
            target[i]?.Dispose();
            target[i] = Kept(tensor.detach().clone());
        }
    }

    /// <inheritdoc/>
    protected override void Dispose(bool disposing)
    {
        foreach (torch.Tensor? state in _mean.Concat(_square).Concat(_largest))
            state?.Dispose();
    }

    private protected override void Step(int index, Parameter parameter, torch.Tensor gradient)
    {
        if (_maximize)
            gradient = gradient.neg();
        if (_decoupled)
            parameter.mul_(1 - LearningRate * _decay);
        else if (_decay != 0)
            gradient = gradient.add(parameter, _decay);
        long step = ++_steps[index];
        torch.Tensor mean = _mean[index] ??= Kept(torch.zeros_like(parameter));
        torch.Tensor square = _square[index] ??= Kept(torch.zeros_like(parameter));
        mean.mul_(_beta1).add_(gradient, 1 - _beta1);
        square.mul_(_beta2).addcmul_(gradient, gradient, 1 - _beta2);
        torch.Tensor spread = square;
        if (_amsgrad)
        {
            spread = _largest[index] ??= Kept(torch.zeros_like(parameter));
            spread.copy_(torch.maximum(spread, square));
        }
        double correction1 = 1 - Math.Pow(_beta1, step), correction2 = 1 - Math.Pow(_beta2, step);
        torch.Tensor denominator = spread.sqrt().div_(Math.Sqrt(correction2)).add_(_eps);
        parameter.addcdiv_(mean, denominator, -(LearningRate / correction1));
    }
}
