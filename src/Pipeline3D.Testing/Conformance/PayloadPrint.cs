using System.Collections;
using System.Globalization;
using System.Reflection;
using System.Runtime.InteropServices;
using System.Security.Cryptography;
using System.Text;

namespace Pipeline3D.Testing.Conformance;

/// <summary>A fingerprint of all that can be seen of a payload: equal prints mean equal content, bit by bit.</summary>
/// <remarks>Reads public properties, public fields and elements, and whatever these hold; what is private, a delegate,
/// a task, a stream or a span does not count. Cost: O(content), with reflection per object: for tests.</remarks>
public static class PayloadPrint
{
    private const int Deepest = 64;

    /// <summary>The fingerprint as 64 hexadecimal digits.</summary>
    public static string Of(object? payload)
    {
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        new Writer(hash).Add(payload, 0);
        return Convert.ToHexStringLower(hash.GetHashAndReset());
    }

    private sealed class Writer(IncrementalHash hash)
    {
        private readonly HashSet<object> _above = new(ReferenceEqualityComparer.Instance);

        public void Add(object? value, int depth)
        {
            switch (value)
            {
                case null: Text("null"); return;
                case string text: Text("text"); Text(text); return;
                case float single: Text(BitConverter.SingleToUInt32Bits(single).ToString("x8",
                    CultureInfo.InvariantCulture)); return;
                case double real: Text(BitConverter.DoubleToUInt64Bits(real).ToString("x16",
                    CultureInfo.InvariantCulture)); return;
                case Type or Delegate or Task or Stream or CancellationToken or Pointer: Text("opaque"); return;
                case Array { Rank: 1 } array when array.GetType().GetElementType()!.IsPrimitive: Bytes(array); return;
                default: break;
            }
            Type type = value.GetType();
            if (type.IsGenericType && type.GetGenericTypeDefinition() is { } open
                && (open == typeof(Memory<>) || open == typeof(ReadOnlyMemory<>)))
                Add(type.GetMethod("ToArray")!.Invoke(value, null), depth + 1);
            else if (type.IsEnum || (type.IsValueType && !type.IsGenericType && type.Namespace!.StartsWith("System",
                StringComparison.Ordinal)))
                Text(Convert.ToString(value, CultureInfo.InvariantCulture)!);
            else if (depth >= Deepest)
                Text("deep");
            else if (type.IsValueType || _above.Add(value))
            {
                Members(value, type, depth);
                _above.Remove(value);
            }
            else
                Text("cycle");
        }

        private void Members(object value, Type type, int depth)
        {
            if (value is IEnumerable elements)
            {
                Text("[");
                Guarded(() =>
                {
                    foreach (object? element in elements)
                        Add(element, depth + 1);
                });
                Text("]");
                return;
            }
            Text(type.FullName ?? type.Name);
            foreach (FieldInfo field in type.GetFields(BindingFlags.Public | BindingFlags.Instance))
                Add(field.GetValue(value), depth + 1);
            foreach (PropertyInfo property in type.GetProperties(BindingFlags.Public | BindingFlags.Instance)
                .Where(property => property.CanRead && property.GetIndexParameters().Length == 0
                    && !property.PropertyType.IsByRefLike && !property.PropertyType.IsPointer
                    && !property.PropertyType.IsByRef))
            {
                Text(property.Name);
                Guarded(() => Add(property.GetValue(value), depth + 1));
            }
        }

        // A property that cannot be read, such as one of a default array, is as good a fact as any other.
        private void Guarded(Action read)
        {
            try
            {
                read();
            }
            catch (Exception cause) when (cause is TargetInvocationException or InvalidOperationException)
            {
                Text((cause.InnerException ?? cause).GetType().Name);
            }
        }

        private void Bytes(Array array)
        {
            Text(array.GetType().Name);
            hash.AppendData(BitConverter.GetBytes(array.Length));
            hash.AppendData(MemoryMarshal.CreateReadOnlySpan(ref MemoryMarshal.GetArrayDataReference(array),
                Buffer.ByteLength(array)));
        }

        private void Text(string text)
        {
            byte[] bytes = Encoding.UTF8.GetBytes(text);
            hash.AppendData(BitConverter.GetBytes(bytes.Length));
            hash.AppendData(bytes);
        }
    }
}
