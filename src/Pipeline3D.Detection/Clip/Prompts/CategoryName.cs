using Pipeline3D.Detection.Contracts;

namespace Pipeline3D.Detection.Clip.Prompts;

/// <summary>Finds what the scans of a fit are called: their category, or nothing where there are several.</summary>
internal sealed class CategoryName
{
    private string? _name;

    /// <summary>Looks at one scan.</summary>
    public void Add(MethodContext context)
        => _name = _name is null || _name == context.Item.Category ? context.Item.Category : "";

    /// <summary>The name; empty for scans of several categories.</summary>
    /// <exception cref="InvalidOperationException">No scan was added.</exception>
    public string Required => _name ?? throw new InvalidOperationException("no scan was added; prompts need one of the "
        + "category to know its name");
}

/// <summary>A fit that learns nothing: of the scans it takes the name of their category, which goes into
/// prompts.</summary>
/// <param name="make">Makes the model of a category.</param>
internal sealed class NameFit<TSample>(Func<string, FitRun, CancellationToken, TextModel> make)
    : IFit<TSample, TextModel>
{
    private readonly CategoryName _name = new();

    public void Add(TSample sample, Role role, MethodContext context) => _name.Add(context);

    public TextModel Complete(IReadOnlyList<KeptSample<TSample>> samples, FitRun run, CancellationToken stop)
        => make(_name.Required, run, stop);

    public void Dispose()
    {
    }
}
