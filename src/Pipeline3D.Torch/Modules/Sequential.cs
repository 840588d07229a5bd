using System.Globalization;

namespace Pipeline3D.Torch.Modules;

/// <summary>Modules called one after the other.</summary>
public sealed class Sequential : torch.nn.Module<torch.Tensor, torch.Tensor>
{
    private readonly List<torch.nn.Module<torch.Tensor, torch.Tensor>> _steps = [];

    internal Sequential(IEnumerable<(string Name, torch.nn.Module<torch.Tensor, torch.Tensor> Module)> modules)
        : base(nameof(Sequential))
    {
        foreach ((string name, torch.nn.Module<torch.Tensor, torch.Tensor> module) in modules)
            append(name, module);
    }

    /// <summary>How many modules it has.</summary>
    public int Count => _steps.Count;

    /// <summary>One of its modules.</summary>
    public torch.nn.Module<torch.Tensor, torch.Tensor> this[int index] => _steps[index];

    /// <summary>Adds a module under a name.</summary>
    public Sequential append(string name, torch.nn.Module<torch.Tensor, torch.Tensor> module)
    {
        register_module(name, module);
        _steps.Add(module);
        return this;
    }

    /// <summary>Adds a module under its place.</summary>
    public Sequential append(torch.nn.Module<torch.Tensor, torch.Tensor> module) =>
        append(_steps.Count.ToString(CultureInfo.InvariantCulture), module);

    /// <inheritdoc/>
    public override torch.Tensor forward(torch.Tensor input)
    {
        foreach (torch.nn.Module<torch.Tensor, torch.Tensor> step in _steps)
            input = step.call(input);
        return input;
    }

    /// <summary>Its fields are no components of their own: modules were registered as they were added.</summary>
    protected override void RegisterComponents()
    {
    }
}
