using System.Numerics;

namespace EasyCron.Cron;

/// <summary>A set of whole numbers from 0 to 63, one bit each.</summary>
/// <param name="Bits">Bit n is set when n is in the set.</param>
internal readonly record struct ValueSet(ulong Bits)
{
    public const int None = -1;

    public bool IsEmpty => Bits == 0;

    public int Count => BitOperations.PopCount(Bits);

    /// <summary>The smallest number in the set, or <see cref="None"/>.</summary>
    public int First => NextFrom(0);

    public bool Overlaps(ValueSet other) => (Bits & other.Bits) != 0;

    /// <summary>The smallest number in the set that is at least <paramref name="value"/> (0 to 63), or <see cref="None"/>.</summary>
    public int NextFrom(int value)
    {
        var rest = Bits & (ulong.MaxValue << value);
        return rest == 0 ? None : BitOperations.TrailingZeroCount(rest);
    }

    /// <summary>Every <paramref name="step"/>-th number from <paramref name="first"/> to <paramref name="last"/>, both inclusive.</summary>
    public static ValueSet Range(int first, int last, int step = 1)
    {
        var bits = 0UL;
        for (var value = first; value <= last; value += step)
        {
            bits |= 1UL << value;
        }

        return new ValueSet(bits);
    }

    /// <summary>The same set with one number, if it is there, exchanged for another.</summary>
    public ValueSet Replace(int value, int with)
    {
        var bit = 1UL << value;
        return (Bits & bit) == 0 ? this : new ValueSet((Bits & ~bit) | (1UL << with));
    }

    public static ValueSet operator |(ValueSet left, ValueSet right) => new(left.Bits | right.Bits);
}
