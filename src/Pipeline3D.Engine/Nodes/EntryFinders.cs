using Pipeline3D.Core.Blocks;

namespace Pipeline3D.Engine.Nodes;

/// <summary>Tells whether a source locates its entries, whatever their payload.</summary>
internal static class EntryFinders
{
    public static bool Locates(IBlock block) => block.GetType().GetInterfaces()
        .Any(face => face.IsGenericType && face.GetGenericTypeDefinition() == typeof(ILocates<>));
}
