using Pipeline3D.Core.Blocks;

namespace Pipeline3D.Engine.Graphs;

/// <summary>The kinds of block.</summary>
public enum BlockKind
{
    /// <summary>No input.</summary>
    Source = 0,

    /// <summary>One output per input.</summary>
    Transform = 1,

    /// <summary>Lets some inputs pass.</summary>
    Filter = 2,

    /// <summary>Any number of outputs per input.</summary>
    Expand = 3,

    /// <summary>One output of all inputs.</summary>
    Reduce = 4,

    /// <summary>One output per input, with a value known beforehand.</summary>
    Apply = 5,

    /// <summary>A raw Dataflow block.</summary>
    Plug = 6,

    /// <summary>No output.</summary>
    Sink = 7,
}

/// <summary>Kind and payload types of a block.</summary>
/// <param name="Kind">The kind.</param>
/// <param name="Input">Type of the input payload; null for a source.</param>
/// <param name="Output">Type of the output payload; null for a sink.</param>
/// <param name="Side">Type of the value needed beforehand; null but for an applying block.</param>
public sealed record BlockShape(BlockKind Kind, Type? Input, Type? Output, Type? Side)
{
    /// <summary>The shape of a block.</summary>
    /// <exception cref="ArgumentException">Its class derives from none of the base classes of blocks.</exception>
    public static BlockShape Of(IBlock block) => Of(block.GetType()) ?? throw new ArgumentException(
        $"{block.GetType().FullName} is of no kind of block; derive it from one of the base classes of blocks, such as "
            + "TransformBlock3D", nameof(block));

    /// <summary>The shape of the blocks of a class; null when it is none of a block.</summary>
    public static BlockShape? Of(Type block)
    {
        foreach (Type face in block.GetInterfaces().Where(face => face.IsGenericType))
        {
            Type[] types = face.GetGenericArguments();
            Type open = face.GetGenericTypeDefinition();
            if (open == typeof(ISource<>)) return new BlockShape(BlockKind.Source, null, types[0], null);
            if (open == typeof(ITransform<,>)) return new BlockShape(BlockKind.Transform, types[0], types[1], null);
            if (open == typeof(IFilter<>)) return new BlockShape(BlockKind.Filter, types[0], types[0], null);
            if (open == typeof(IExpand<,>)) return new BlockShape(BlockKind.Expand, types[0], types[1], null);
            if (open == typeof(IReduce<,>)) return new BlockShape(BlockKind.Reduce, types[0], types[1], null);
            if (open == typeof(IApply<,,>)) return new BlockShape(BlockKind.Apply, types[1], types[2], types[0]);
            if (open == typeof(IPlug<,>)) return new BlockShape(BlockKind.Plug, types[0], types[1], null);
            if (open == typeof(ISink<>)) return new BlockShape(BlockKind.Sink, types[0], null, null);
        }
        return null;
    }
}
