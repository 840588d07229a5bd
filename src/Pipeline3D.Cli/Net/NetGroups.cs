using System.Reflection;

namespace Pipeline3D.Cli.Net;

/// <summary>The groups that this program has.</summary>
internal static class NetGroups
{
    /// <summary>Every group by its name, in order of the names.</summary>
    public static SortedDictionary<string, (NetGroup Group, string Summary)> All()
    {
        var groups = new SortedDictionary<string, (NetGroup, string)>(StringComparer.Ordinal);
        foreach (Type type in typeof(NetGroups).Assembly.GetTypes())
            foreach (NetGroupAttribute declared in type.GetCustomAttributes<NetGroupAttribute>())
                groups.Add(declared.Name, ((NetGroup)Activator.CreateInstance(type)!, declared.Summary));
        return groups;
    }
}
