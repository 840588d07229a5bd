using System.Buffers.Binary;
using System.Reflection;
using System.Reflection.Emit;

namespace Pipeline3D.Kernels.Tests;

/// <summary>Splits IL into instructions.</summary>
internal static class Instructions
{
    private static readonly Dictionary<short, OpCode> Codes = typeof(OpCodes)
        .GetFields(BindingFlags.Public | BindingFlags.Static).Select(field => (OpCode)field.GetValue(null)!)
        .ToDictionary(code => code.Value);

    /// <summary>Every instruction with its operand, if that is a token, and whether a <c>constrained.</c> prefix stands
    /// before it.</summary>
    public static IEnumerable<(OpCode Code, int Operand, bool Constrained)> Of(byte[] il)
    {
        bool constrained = false;
        for (int place = 0; place < il.Length;)
        {
            // Codes of two bytes begin with 0xFE.
            OpCode code = il[place] == 0xFE ? Codes[(short)((0xFE << 8) | il[place + 1])] : Codes[il[place]];
            place += code.Size;
            int length = OperandLength(code.OperandType, il.AsSpan(place));
            int operand = length == 4 ? BinaryPrimitives.ReadInt32LittleEndian(il.AsSpan(place)) : 0;
            place += length;
            yield return (code, operand, constrained);
            constrained = code == OpCodes.Constrained;
        }
    }

    private static int OperandLength(OperandType type, ReadOnlySpan<byte> rest) => type switch
    {
        OperandType.InlineNone => 0,
        OperandType.ShortInlineBrTarget or OperandType.ShortInlineI or OperandType.ShortInlineVar => 1,
        OperandType.InlineVar => 2,
        OperandType.InlineI8 or OperandType.InlineR => 8,
        OperandType.InlineSwitch => 4 + (4 * BinaryPrimitives.ReadInt32LittleEndian(rest)),
        _ => 4,
    };
}
