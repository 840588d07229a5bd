using Pipeline3D.Core.Options;

namespace Pipeline3D.Definitions.Files;

/// <summary>Option values as they stand in pipeline files.</summary>
internal static class OptionParts
{
    /// <summary>Reads a value; false when the part is none of that type.</summary>
    public static bool TryRead(Part part, Type type, out object? value)
    {
        value = null;
        return part switch
        {
            // A single value stands for a list of one, so that 'categories: bagel' reads as it is meant.
            TextPart text => OptionText.TryRead([text.Text], type, out value) && text.Text.Length > 0
                || OptionText.TryRead(text.Text, type, out value),
            ListPart list => list.Items.All(item => item is TextPart)
                && OptionText.TryRead([.. list.Items.Select(item => ((TextPart)item).Text)], type, out value),
            _ => false,
        };
    }
}
