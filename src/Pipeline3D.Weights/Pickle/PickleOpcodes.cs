namespace Pipeline3D.Weights.Pickle;

/// <summary>Names of the opcodes that weights do not need, for messages.</summary>
internal static class PickleOpcodes
{
    public static string Name(byte opcode) => (char)opcode switch
    {
        'i' => "INST",
        'o' => "OBJ",
        'P' => "PERSID",
        '\u0082' or '\u0083' or '\u0084' => "EXT",
        '\u0092' => "NEWOBJ_EX",
        '\u008b' => "LONG4",
        '\u008e' => "BINBYTES8",
        '\u008f' => "EMPTY_SET",
        '\u0090' => "ADDITEMS",
        '\u0091' => "FROZENSET",
        '\u0096' => "BYTEARRAY8",
        '\u0097' => "NEXT_BUFFER",
        '\u0098' => "READONLY_BUFFER",
        'I' => "INT",
        'L' => "LONG",
        'F' => "FLOAT",
        'S' => "STRING",
        'V' => "UNICODE",
        'g' => "GET",
        'p' => "PUT",
        _ => "(unknown)",
    };
}
