namespace Pipeline3D.Kernels;

/// <summary>One step of Jacobi's eigenvalue iteration in float32.</summary>
/// <remarks>Source: Golub and Van Loan, Matrix Computations, section 8.5.</remarks>
internal static class JacobiRotation
{
    /// <summary>Turns axes p and q so that their off-diagonal entry vanishes.</summary>
    /// <param name="pp">Diagonal entry of p.</param>
    /// <param name="qq">Diagonal entry of q.</param>
    /// <param name="pq">Their off-diagonal entry; 0 after.</param>
    /// <param name="rp">Entry of p beside the third axis.</param>
    /// <param name="rq">Entry of q beside the third axis.</param>
    /// <param name="p">Axis p.</param>
    /// <param name="q">Axis q.</param>
    public static void Apply(
        ref float pp, ref float qq, ref float pq, ref float rp, ref float rq, ref Float3 p, ref Float3 q)
    {
        if (pq == 0)
            return;
        float theta = (qq - pp) / (2 * pq);
        // Squaring a theta above 1e19 overflows; the rotation is then no more than its first-order angle.
        float tangent = MathF.Abs(theta) > 1e18f
            ? 0.5f / theta : MathF.CopySign(1, theta) / (MathF.Abs(theta) + MathF.Sqrt((theta * theta) + 1));
        float cosine = 1 / MathF.Sqrt((tangent * tangent) + 1), sine = tangent * cosine;
        pp -= tangent * pq;
        qq += tangent * pq;
        pq = 0;
        float beside = rp;
        rp = (cosine * beside) - (sine * rq);
        rq = (sine * beside) + (cosine * rq);
        Float3 axis = p;
        p = Float3.Plus(Float3.Times(cosine, axis), -sine, q);
        q = Float3.Plus(Float3.Times(sine, axis), cosine, q);
    }
}
