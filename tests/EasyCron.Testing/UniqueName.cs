using System.Security.Cryptography;

namespace EasyCron.Testing;

/// <summary>Names that no other test, process or earlier run uses.</summary>
public static class UniqueName
{
    private const string Letters = "abcdefghijklmnopqrstuvwxyz0123456789";

    /// <summary>Makes a name of 12 small letters and digits.</summary>
    public static string Next() => RandomNumberGenerator.GetString(Letters, 12);
}
