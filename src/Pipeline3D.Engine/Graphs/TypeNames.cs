namespace Pipeline3D.Engine.Graphs;

/// <summary>Type names as people write them.</summary>
public static class TypeNames
{
    /// <summary>The name without namespace, type arguments in angle brackets.</summary>
    public static string Of(Type type)
    {
        if (!type.IsGenericType)
            return type.Name;
        string arguments = string.Join(", ", type.GetGenericArguments().Select(Of));
        return $"{type.Name[..type.Name.IndexOf('`', StringComparison.Ordinal)]}<{arguments}>";
    }
}
