namespace Pipeline3D.Kernels;

/// <summary>Steps that programs share, made of the queue's own.</summary>
public static class DeviceQueueExtensions
{
    extension<T, TB>(IDeviceMemory<T, TB> memory)
        where T : unmanaged
        where TB : struct, IBuffer<T>
    {
        /// <summary>A rented buffer that holds a copy of <paramref name="values"/>.</summary>
        public TB Copy(ReadOnlySpan<T> values)
        {
            TB buffer = memory.Rent(values.Length);
            memory.Upload(values, buffer);
            return buffer;
        }
    }

    extension<TF, TI, TU>(IDeviceQueue<TF, TI, TU> queue)
        where TF : struct, IBuffer<float>
        where TI : struct, IAtomicInt32
        where TU : struct, IAtomicUInt64
    {
        /// <summary>Copies of the coordinates on the device.</summary>
        public (TF X, TF Y, TF Z) Copy(PointSpans points)
            => (queue.Floats.Copy(points.X), queue.Floats.Copy(points.Y), queue.Floats.Copy(points.Z));

        /// <summary>Rented floats, all of one value.</summary>
        public TF FilledFloats(int length, float value)
        {
            TF buffer = queue.Floats.Rent(length);
            queue.Launch(length, new FillKernel<float, TF> { Target = buffer, Value = value });
            return buffer;
        }

        /// <summary>Rented ints, all of one value.</summary>
        public TI FilledInts(int length, int value)
        {
            TI buffer = queue.Ints.Rent(length);
            queue.Launch(length, new FillKernel<int, TI> { Target = buffer, Value = value });
            return buffer;
        }

        /// <summary>Rented keys, all of one value.</summary>
        public TU FilledKeys(int length, ulong value)
        {
            TU buffer = queue.Keys.Rent(length);
            queue.Launch(length, new FillKernel<ulong, TU> { Target = buffer, Value = value });
            return buffer;
        }
    }
}
