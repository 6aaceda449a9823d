using System.Security.Cryptography;
using System.Text;

namespace EasyCron.Worker.Notices;

/// <summary>
/// The id of one message to one receiver. It follows from what is told to whom, so whoever makes the message again makes the same id: the queue then keeps the first
/// one, and Resend, which takes it as Idempotency-Key, sends it once.
/// </summary>
internal static class NoticeId
{
    /// <summary>Makes the id, such as <c>run-3f0c...</c>.</summary>
    /// <param name="kind">What is told.</param>
    /// <param name="subject">Of what: a run, or a day of a team.</param>
    /// <param name="receiver">To whom: an address or a channel.</param>
    public static string Of(NoticeKind kind, string subject, string receiver)
    {
        var hash = SHA256.HashData(Encoding.UTF8.GetBytes($"{kind.Text()}\n{subject}\n{receiver}"));
        return $"{kind.Text()}-{Convert.ToHexStringLower(hash.AsSpan(0, 16))}";
    }
}
