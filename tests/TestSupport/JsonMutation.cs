using System.Text.Json.Nodes;

namespace Pipeline3D.TestSupport;

/// <summary>Changes JSON where it stands: what is still JSON, and no longer what a reader expects.</summary>
public static class JsonMutation
{
    /// <summary>Puts a strange value in place of one to three random ones, or takes them away, or adds one.</summary>
    public static void Change(JsonNode root, Random random)
    {
        for (int change = random.Next(1, 4); change > 0; change--)
        {
            JsonNode[] all = [.. Below(root)];
            if (all.Length == 0)
                return;
            JsonNode at = all[random.Next(all.Length)];
            switch (at.Parent)
            {
                case JsonArray list:
                    int index = list.IndexOf(at);
                    if (random.Next(4) == 0)
                        list.RemoveAt(index);
                    else if (random.Next(3) == 0)
                        list.Insert(index, Strange(random));
                    else
                        list[index] = Strange(random);
                    break;
                case JsonObject map:
                    string name = at.GetPropertyName();
                    if (random.Next(4) == 0)
                        map.Remove(name);
                    else
                        map[random.Next(8) == 0 ? name + "2" : name] = Strange(random);
                    break;
            }
        }
    }

    private static IEnumerable<JsonNode> Below(JsonNode node)
    {
        IEnumerable<JsonNode?> children = node switch
        {
            JsonObject map => map.Select(item => item.Value),
            JsonArray list => list,
            _ => [],
        };
        return children.OfType<JsonNode>().SelectMany(child => Below(child).Prepend(child));
    }

    private static JsonNode? Strange(Random random) => random.Next(14) switch
    {
        0 => null,
        1 => new JsonArray(),
        2 => new JsonObject(),
        3 => JsonValue.Create(-1),
        4 => JsonValue.Create(0),
        5 => JsonValue.Create(long.MaxValue),
        6 => JsonValue.Create(1e300),
        7 => JsonValue.Create(0.5),
        8 => JsonValue.Create(""),
        9 => JsonValue.Create("\u0000\u202e\ud83d\ude00"),
        10 => JsonValue.Create(true),
        11 => new JsonArray(JsonValue.Create(0)),
        12 => new JsonArray(JsonValue.Create(0), JsonValue.Create(8), JsonValue.Create(16)),
        _ => JsonValue.Create(new string('x', 300)),
    };
}
