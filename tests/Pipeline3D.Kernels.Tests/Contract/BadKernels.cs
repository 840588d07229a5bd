// Samples are read as IL and never run, so nothing assigns their fields.
#pragma warning disable CS0649

using System.Numerics;
using System.Runtime.CompilerServices;

namespace Pipeline3D.Kernels.Tests;

/// <summary>One sample per rule that a kernel can break.</summary>
internal static class BadKernels
{
    private static int s_mutable;
    private static readonly float[] Table = [1, 2];

    public interface IWithDefault
    {
        int Twice(int value) => 2 * value;
    }

    public interface IForeign
    {
        float Of(int index);
    }

    [Breaks("Interlocked.Increment")]
    public struct UsesInterlocked : IKernelBody
    {
        public int Count;

        public void Execute(int index) => Interlocked.Increment(ref Count);
    }

    [Breaks("Volatile.Read")]
    public struct UsesVolatile : IKernelBody
    {
        public int Count;

        public void Execute(int index) => Count = Volatile.Read(ref Count);
    }

    [Breaks("MathF.Cbrt")]
    public struct UsesCbrt : IKernelBody
    {
        public float Value;

        public void Execute(int index) => Value = MathF.Cbrt(index);
    }

    [Breaks("MathF.FusedMultiplyAdd")]
    public struct UsesFusedMultiplyAdd : IKernelBody
    {
        public float Value;

        public void Execute(int index) => Value = MathF.FusedMultiplyAdd(Value, Value, index);
    }

    [Breaks("MathF.Log2")]
    public struct UsesLog2 : IKernelBody
    {
        public float Value;

        public void Execute(int index) => Value = MathF.Log2(index);
    }

    [Breaks("MathF.Sign")]
    public struct UsesSign : IKernelBody
    {
        public float Value;

        public void Execute(int index) => Value = MathF.Sign(Value);
    }

    [Breaks("Math.Clamp")]
    public struct UsesClamp : IKernelBody
    {
        public float Value;

        public void Execute(int index) => Value = Math.Clamp(Value, 0, index);
    }

    [Breaks("MathF.SinCos")]
    public struct UsesSinCos : IKernelBody
    {
        public float Value;

        public void Execute(int index) => Value = MathF.SinCos(index).Sin;
    }

    [Breaks("Unsafe.BitCast")]
    public struct UsesBitCast : IKernelBody
    {
        public int Value;

        public void Execute(int index) => Value = Unsafe.BitCast<float, int>(index);
    }

    [Breaks("Half.op_Explicit")]
    public struct UsesHalf : IKernelBody
    {
        public float Value;

        public void Execute(int index) => Value = (float)(Half)Value;
    }

    [Breaks("field HasHalf.Value is a Half")]
    public struct HasHalf : IKernelBody
    {
        public Half Value;

        public readonly void Execute(int index)
        {
        }
    }

    [Breaks("Vector3.Dot")]
    public struct UsesVectorMethod : IKernelBody
    {
        public Vector3 Value;

        public void Execute(int index) => Value.X = Vector3.Dot(Value, Value);
    }

    [Breaks("Vector3.op_Addition")]
    public struct UsesVectorOperator : IKernelBody
    {
        public Vector3 Value;

        public void Execute(int index) => Value += Value;
    }

    [Breaks("BitConverter.SingleToUInt32Bits")]
    public struct UsesUnsignedBits : IKernelBody
    {
        public uint Value;

        public void Execute(int index) => Value = BitConverter.SingleToUInt32Bits(index);
    }

    [Breaks("uses throw")]
    public struct Throws : IKernelBody
    {
        public int Value;

        public readonly void Execute(int index)
        {
            if (index > Value)
                throw new InvalidOperationException();
        }
    }

    [Breaks("try region")]
    public struct Tries : IKernelBody
    {
        public int Value;

        public void Execute(int index)
        {
            try
            {
                Value = 1 / index;
            }
            finally
            {
                Value++;
            }
        }
    }

    [Breaks("uses ldftn")]
    public struct UsesLambda : IKernelBody
    {
        public int Value;

        public void Execute(int index)
        {
            Func<int, int> twice = value => 2 * value + index;
            Value = twice(index);
        }
    }

    [Breaks("local function that captures")]
    public struct CapturesInLocalFunction : IKernelBody
    {
        public int Value;

        public void Execute(int index)
        {
            int twice = 2 * index;
            Value = Sum(3);
            int Sum(int other) => twice + other;
        }
    }

    [Breaks("object of class Object")]
    public struct MakesAnObject : IKernelBody
    {
        public int Value;

        public void Execute(int index) => Value = new object() is null ? 1 : 2;
    }

    [Breaks("uses newarr")]
    public struct MakesAnArray : IKernelBody
    {
        public int Value;

        public void Execute(int index)
        {
            var values = new int[index];
            Value = values.Length;
        }
    }

    [Breaks("uses localloc")]
    public struct UsesStackalloc : IKernelBody
    {
        public float Value;

        public unsafe void Execute(int index)
        {
            float* values = stackalloc float[index];
            Value = values[0];
        }
    }

    [Breaks("uses ldsfld")]
    public struct ReadsAMutableStatic : IKernelBody
    {
        public int Value;

        public void Execute(int index) => Value = s_mutable;
    }

    [Breaks("uses stsfld")]
    public struct WritesAStatic : IKernelBody
    {
        public readonly void Execute(int index) => s_mutable = index;
    }

    [Breaks("uses ldsfld")]
    public struct ReadsAStaticArray : IKernelBody
    {
        public float Value;

        public void Execute(int index) => Value = Table[index];
    }

    [Breaks("field HasBool.Flag is a Boolean")]
    public struct HasBool : IKernelBody
    {
        public bool Flag;

        public readonly void Execute(int index)
        {
        }
    }

    [Breaks("field HasNestedBool.Inner.Flag is a Boolean")]
    public struct HasNestedBool : IKernelBody
    {
        public HasBool Inner;

        public readonly void Execute(int index)
        {
        }
    }

    [Breaks("is a pointer")]
    public unsafe struct HasPointer : IKernelBody
    {
        public float* Values;

        public readonly void Execute(int index) => Values[index] = 0;
    }

    [Breaks("is a pointer")]
    public struct HasNativeInt : IKernelBody
    {
        public nint Value;

        public readonly void Execute(int index)
        {
        }
    }

    [Breaks("is a reference")]
    public struct HasArray : IKernelBody
    {
        public float[] Values;

        public readonly void Execute(int index)
        {
        }
    }

    [Breaks("uses add.ovf")]
    public struct ChecksOverflow : IKernelBody
    {
        public int Value;

        public void Execute(int index) => Value = checked(Value + index);
    }

    [Breaks("uses conv.ovf.i1")]
    public struct ChecksConversion : IKernelBody
    {
        public sbyte Value;

        public void Execute(int index) => Value = checked((sbyte)index);
    }

    [Breaks("default interface method")]
    public struct CallsADefaultMethod<T> : IKernelBody
        where T : struct, IWithDefault
    {
        public T Body;
        public int Value;

        public void Execute(int index) => Value = Body.Twice(index);
    }

    [Breaks("interface that is no buffer")]
    public struct CallsAForeignInterface<T> : IKernelBody
        where T : struct, IForeign
    {
        public T Body;
        public float Value;

        public void Execute(int index) => Value = Body.Of(index);
    }

    [Breaks("constrained to unmanaged")]
    public struct HasUnmanagedBuffer<T> : IKernelBody
        where T : unmanaged, IBuffer<float>
    {
        public T Values;

        public void Execute(int index) => Values[index] = 0;
    }

    [Breaks("not constrained to struct")]
    public struct HasFreeParameter<T> : IKernelBody
    {
        public T Value;

        public readonly void Execute(int index)
        {
        }
    }

    [Breaks("has an inline array")]
    public struct UsesAnInlineArray : IKernelBody
    {
        public float Value;

        public void Execute(int index)
        {
            Eight eight = default;
            eight[0] = index;
            Value = eight[0];
        }
    }

    [Breaks("calls itself")]
    public struct CallsItself : IKernelBody
    {
        public int Value;

        public void Execute(int index) => Value = Sum(index);

        private static int Sum(int index) => index == 0 ? 0 : index + Sum(index - 1);
    }

    [Breaks("MathF.Cbrt")]
    public struct BreaksARuleInAHelper : IKernelBody
    {
        public float Value;

        public void Execute(int index) => Value = Helper.Outer<int>(index);
    }

    [InlineArray(8)]
    public struct Eight
    {
        private float _first;
    }

    private static class Helper
    {
        public static float Outer<T>(float value) => Inner(value);

        private static float Inner(float value) => MathF.Cbrt(value);
    }
}
