using System.Reflection;
using System.Text.RegularExpressions;
using System.Xml.Linq;

namespace Pipeline3D.Definitions.Registry;

/// <summary>Documentation comments read back from the file that the compiler writes beside an assembly.</summary>
internal sealed partial class DocComments
{
    private readonly Dictionary<string, XElement> _members = new(StringComparer.Ordinal);
    private readonly Assembly _assembly;

    /// <summary>Reads the comments of an assembly; without the file all of them are empty.</summary>
    public DocComments(Assembly assembly)
    {
        _assembly = assembly;
        string path = Path.ChangeExtension(assembly.Location, ".xml");
        if (assembly.Location.Length == 0 || !File.Exists(path))
            return;
        foreach (XElement member in XDocument.Load(path).Descendants("member"))
            _members[member.Attribute("name")!.Value] = member;
    }

    /// <summary>The comments of an assembly that these need besides: options may inherit some from it.</summary>
    public DocComments For(Assembly assembly) => assembly == _assembly ? this : new DocComments(assembly);

    /// <summary>The summary of a property.</summary>
    public string Summary(PropertyInfo property)
        => Text($"P:{property.DeclaringType!.FullName!.Replace('+', '.')}.{property.Name}", "summary");

    /// <summary>The remarks of a type.</summary>
    public string Remarks(Type type) => Text($"T:{type.FullName!.Replace('+', '.')}", "remarks");

    private string Text(string member, string part)
        => _members.TryGetValue(member, out XElement? found) && found.Element(part) is { } element
            ? Spaces().Replace(string.Concat(element.Nodes().Select(Plain)), " ").Trim() : "";

    private static string Plain(XNode node) => node switch
    {
        XText text => text.Value,
        XElement { Name.LocalName: "see" } see => (see.Attribute("cref") ?? see.Attribute("langword"))?.Value.Split('.',
            ':')[^1] ?? "",
        XElement { Name.LocalName: "paramref" } reference => reference.Attribute("name")?.Value ?? "",
        XElement element => string.Concat(element.Nodes().Select(Plain)),
        _ => "",
    };

    [GeneratedRegex(@"\s+")]
    private static partial Regex Spaces();
}
